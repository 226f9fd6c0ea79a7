// React has run the effects of what is on the page before it hands on the next key or click. Preact runs them after the next
// frame, which is late on a busy machine: a quick key would come before the listener that an effect adds, and an effect that
// moves the focus would take it away from somebody who is typing elsewhere already. So an event of the user runs them.
import { options } from 'preact';

/** By when effects have run, in milliseconds, where there are no frames, such as in a tab in the background. */
const MAX_WAIT = 35;
const EVENTS = [
  ...['keydown', 'keyup', 'beforeinput', 'input', 'change', 'compositionstart', 'paste', 'drop'],
  ...['pointerdown', 'pointerup', 'mousedown', 'mouseup', 'touchstart', 'touchend', 'click', 'submit'],
];

/** Runs all effects that wait; null while none does. */
let flush = null;

function run() {
  const waiting = flush;
  flush = null;
  waiting?.();
}

options.requestAnimationFrame = (effects) => {
  flush = effects;
  const onFrame = () => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    setTimeout(run);
  };
  const timer = setTimeout(onFrame, MAX_WAIT);
  const frame = requestAnimationFrame(onFrame);
};

// What a script dispatches may come while Preact is drawing.
const onEvent = ({ isTrusted }) => isTrusted && run();
for (const name of EVENTS) globalThis.addEventListener?.(name, onEvent, true);
