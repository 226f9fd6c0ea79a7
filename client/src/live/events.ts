/**
 * What each type of event carries. A feature adds its own:
 * `declare module '@/live/events' { interface EventPayloads { user_created: User } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: features fill it in
export interface EventPayloads {}

export type EventType = keyof EventPayloads;

/** An event, as the socket sends it. */
export type LiveEvent = {
  [Type in EventType]: {
    type: Type;
    data: EventPayloads[Type];
    position: string;
    id: string;
    at: string;
    actor_id: number | null;
  };
}[EventType];

export type ServerMessage =
  | { type: 'ready'; position: string; resumed: boolean; ping_seconds: number }
  | { type: 'caught_up' | 'mark'; position: string }
  | { type: 'resync'; reason: string; position?: string }
  | { type: 'ping' | 'pong' }
  | { type: 'error'; code: string; detail: string }
  | { type: 'response'; id: string; status: number; data: unknown }
  | LiveEvent;
