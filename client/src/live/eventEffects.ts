import type { Entities, EntityName } from './cacheRules';
import type { EventPayloads, EventType, LiveEvent, ServerMessage } from './events';

type Item = Entities[EntityName];

/** What an event means for entities of one kind. */
export interface EntityChange {
  of: EntityName;
  /** The new state of one entity. */
  upsert?: Item;
  /** A new version of one entity, of which the event contains only what changed. */
  patch?: { id: number; version: number; apply: (item: Item) => Item };
  /** Which entities are gone. */
  removes?: (item: Item) => boolean;
  /** Updates entities that hold a copy of what changed, such as the name of a session's trainer. */
  rewrite?: (item: Item) => Item;
  /** Something was added, but the event does not contain everything that lists show. A function tells whether it is this. */
  added?: true | ((item: Item) => boolean);
}

/** What events change in the cache, by event type. Several features may react to a type, each for its own entities. */
export type EventEffects = { [Type in EventType]?: (data: EventPayloads[Type]) => EntityChange[] };

const registered = new Map<string, ((data: never) => EntityChange[])[]>();

export function registerEventEffects(effects: EventEffects) {
  for (const [type, effect] of Object.entries(effects)) {
    registered.set(type, [...(registered.get(type) ?? []), effect as (data: never) => EntityChange[]]);
  }
}

/** Events from a newer server that no feature here knows are ignored. */
export const isEvent = (message: ServerMessage): message is LiveEvent => registered.has(message.type);

/** What an event changes, entity by entity. */
export const changesOf = ({ type, data }: LiveEvent): EntityChange[] =>
  (registered.get(type) ?? []).flatMap((effect) => effect(data as never));

/**
 * The same for events, oldest first, that what they are applied to may include already. Versions tell of most entities which
 * state is newer; what has none, and was removed and added again, stays.
 */
export function changesInOrder(events: readonly LiveEvent[]): EntityChange[][] {
  const addedLater: EntityChange[] = [];
  const changes = events.toReversed().map((event) => {
    const ofEvent = changesOf(event).map((change) => withoutAddedAgain(change, addedLater));
    addedLater.push(...ofEvent.filter(({ added }) => typeof added === 'function'));
    return ofEvent;
  });
  return changes.toReversed();
}

function withoutAddedAgain(change: EntityChange, addedLater: EntityChange[]): EntityChange {
  const { of, removes } = change;
  if (!removes) return change;
  const again = addedLater.filter((later) => later.of === of).map(({ added }) => added as (item: Item) => boolean);
  return { ...change, removes: (item) => removes(item) && !again.some((isAdded) => isAdded(item)) };
}
