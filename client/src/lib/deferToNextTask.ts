/**
 * Defers what one modal above another does on opening or on Escape until the key event is over: otherwise the
 * other modal would handle the same key.
 */
export const deferToNextTask = (run: () => void) => () => void setTimeout(run);
