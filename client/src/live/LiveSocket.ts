import { isEvent } from './eventEffects';
import type { LiveEvent, ServerMessage } from './events';

/** What the socket reports to its owner. */
export interface SocketListener {
  /** The token and the position to resume at; read again before every attempt. With a null token it does not connect. */
  credentials: () => { token: string | null; since: string | null };
  /** `resumed` false: events may have been missed, and everything has to be read again. */
  onReady: (position: string, resumed: boolean) => void;
  onCaughtUp: (position: string) => void;
  onEvent: (event: LiveEvent) => void;
  onMark: (position: string) => void;
  onResync: (reason: string, position: string | undefined) => void;
  onLost: () => void;
  /** The server no longer accepts the token. The socket stays closed until `wake`. */
  onSignedOut: (token: string) => void;
}

const SIGNED_OUT = 4401;
const PROTOCOL = 'tms.v1';
const RESPONSE_TIMEOUT_MS = 4000;

/**
 * A WebSocket that reconnects: it authenticates, resumes, answers pings, notices silence, and retries with
 * growing pauses. It keeps no data; positions belong to its owner.
 */
export class LiveSocket {
  #ears: SocketListener;
  #address: string;
  #socket: WebSocket | null = null;
  #token = '';
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #pingMs = 20_000;
  #isOn = false;
  #isReady = false;

  constructor(address: string, ears: SocketListener) {
    this.#address = address;
    this.#ears = ears;
  }

  /** Connect, and stay connected until `stop`. */
  start() {
    this.#isOn = true;
    this.#attempt = 0;
    this.#connect();
  }

  stop() {
    this.#isOn = false;
    this.#drop();
  }

  /** The computer woke up, the tab became visible, or the network is back: check the connection at once. */
  wake() {
    if (!this.#isOn) return;
    if (this.#isReady) {
      this.#send({ type: 'ping' });
      this.#expectWord(RESPONSE_TIMEOUT_MS);
    } else if (!this.#socket) {
      this.#attempt = 0;
      this.#connect();
    }
  }

  /** The network is down; the browser knows before the silence of the socket shows it. */
  lose() {
    if (this.#isOn && this.#socket) this.#lost();
  }

  #connect() {
    this.#drop();
    const { token, since } = this.#ears.credentials();
    if (!token) return;
    this.#token = token;
    const socket = new WebSocket(this.#address, PROTOCOL);
    this.#socket = socket;
    socket.onopen = () => this.#send({ type: 'authenticate', token, since });
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(data as string) as ServerMessage);
    socket.onclose = ({ code }) => this.#lost(code);
    this.#expectWord(2 * RESPONSE_TIMEOUT_MS);
  }

  /** Abandons the socket without handling its close event. */
  #drop() {
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    this.#isReady = false;
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #lost(code?: number) {
    this.#drop();
    this.#ears.onLost();
    if (!this.#isOn) return;
    if (code === SIGNED_OUT) {
      this.#ears.onSignedOut(this.#token);
      return;
    }
    this.#retry = setTimeout(() => this.#connect(), retryDelay(this.#attempt));
    this.#attempt += 1;
  }

  #expectWord(withinMs: number) {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lost(), withinMs);
  }

  #send(message: object) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #hear(message: ServerMessage) {
    this.#expectWord(2 * this.#pingMs + RESPONSE_TIMEOUT_MS);
    if (isEvent(message)) {
      this.#ears.onEvent(message);
      return;
    }
    switch (message.type) {
      case 'ready':
        this.#isReady = true;
        this.#attempt = 0;
        this.#pingMs = message.ping_seconds * 1000;
        this.#ears.onReady(message.position, message.resumed);
        break;
      case 'caught_up':
        this.#ears.onCaughtUp(message.position);
        break;
      case 'mark':
        this.#ears.onMark(message.position);
        break;
      case 'resync':
        this.#ears.onResync(message.reason, message.position);
        break;
      case 'ping':
        this.#send({ type: 'pong' });
        break;
      default: // A pong has done its work by arriving; nothing else was requested.
    }
  }
}

const MIN_RETRY_MS = 400;
const MAX_RETRY_MS = 10_000;

/** The delay before the nth retry (0, 1, …): growing, with jitter. */
function retryDelay(attempt: number, random: () => number = Math.random): number {
  const longest = Math.min(MAX_RETRY_MS, MIN_RETRY_MS * 2 ** Math.min(attempt, 10));
  return longest * (0.5 + random() / 2);
}
