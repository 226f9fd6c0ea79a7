/** For how long leaving a form waits for a save without an answer; then the user is asked. Milliseconds. */
export const SAVE_PATIENCE_MS = 10_000;
