/**
 * What one dialog over another does when it opens or closes by Escape waits until the key has been dealt with: the
 * other one hears the same key, and would take it as its own.
 */
export const deferToNextTask = (run: () => void) => () => void setTimeout(run);
