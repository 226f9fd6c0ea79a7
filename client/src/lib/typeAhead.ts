/** What accepts typing. */
const TEXT = 'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true]';
/** Nobody waits longer for a dialog; then keys mean what they meant before. */
const MAX_WAIT_MS = 5000;

/** How long after its code has been loaded a dialog may take to open. */
const OPENING_MS = 300;

interface Held {
  text: string;
  isEntered: boolean;
  /** Whether a dialog is sure to open; what is being loaded may be anything. */
  isSure: boolean;
}

/** What has been typed for what is about to open; null while nothing is. */
let held: Held | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Whether a dialog is about to open that somebody asked for. */
export const isDialogExpected = () => held?.isSure === true;

/**
 * A dialog is about to open: what is typed until a field in it has the focus lands there, instead of meaning something to
 * the page behind. Escape and clicks end it, as does a dialog without a field for text.
 */
export function expectDialog() {
  clearTimeout(timer);
  timer = setTimeout(stop, MAX_WAIT_MS);
  if (held) held.isSure = true;
  else begin(true);
}

/** Something is being loaded that may be a dialog. If it is not, what was typed meanwhile means what it always does. */
export function expectPart(loading: Promise<unknown>) {
  if (!held) begin(false);
  const resume = () => {
    if (!held || held.isSure) return;
    const { text } = held;
    stop();
    const target = document.activeElement ?? document.body;
    for (const key of text)
      target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  };
  const opens = () => void setTimeout(resume, OPENING_MS);
  loading.then(opens, resume);
}

function begin(isSure: boolean) {
  held = { text: '', isEntered: false, isSure };
  addEventListener('keydown', hold, true);
  addEventListener('focusin', release);
  addEventListener('pointerdown', stop, true);
}

function stop() {
  clearTimeout(timer);
  held = null;
  removeEventListener('keydown', hold, true);
  removeEventListener('focusin', release);
  removeEventListener('pointerdown', stop, true);
}

function hold(event: KeyboardEvent) {
  const { key, target } = event;
  if (!held || (target instanceof Element && target.matches(TEXT))) return;
  if (key === 'Escape') return stop();
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  // Nothing begins with these: they press the button that has the focus.
  if (held.text === '' && (key === 'Enter' || key === ' ')) return;
  if (key === 'Enter') held.isEntered = true;
  else if (key === 'Backspace') held.text = held.text.slice(0, -1);
  else if (key.length === 1) held.text += key;
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function release({ target }: FocusEvent) {
  if (!(target instanceof HTMLElement) || !target.closest('[role="dialog"]')) return;
  const typed = held;
  stop();
  if (!typed || !(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return;
  if (!target.matches(TEXT)) return;
  if (typed.text) {
    target.setRangeText(typed.text, target.value.length, target.value.length, 'end');
    target.dispatchEvent(new InputEvent('input', { bubbles: true, data: typed.text, inputType: 'insertText' }));
  }
  // It chooses from a list, where there is one; it sends no form.
  if (typed.isEntered) target.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
}
