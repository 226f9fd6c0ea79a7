// Preact draws in microtasks. Something that is loaded may be there only after a task, such as a timer or a message: a
// component that waits for it with a promise that is kept already would be drawn again and again before the task could run,
// and the page would hang. So after some rounds without a task, drawing waits for one.
import { options } from 'preact';

const MAX_ROUNDS = 25;
// Tests replace the timers.
const { setTimeout } = globalThis;
let rounds = 0;
let isDrawingLate = false;

options.debounceRendering = (draw) => {
  rounds += 1;
  if (rounds === 1) {
    setTimeout(() => {
      rounds = 0;
    });
  }
  if (rounds <= MAX_ROUNDS) queueMicrotask(draw);
  else {
    isDrawingLate = true;
    setTimeout(() => {
      isDrawingLate = false;
      draw();
    });
  }
};

/** Runs something in a later task, when what has changed until now is drawn. */
export function afterDrawing(run) {
  setTimeout(() => (isDrawingLate ? afterDrawing(run) : run()));
}
