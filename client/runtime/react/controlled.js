// React lets a field with a `value` (or `checked`) show that and nothing else: what a handler does not take is gone again.
// Preact only compares when it renders, which it does not after a handler that changes nothing.
import { options } from 'preact';
import { afterDrawing } from './scheduling.js';

/** The properties of each field on the page, by its element. */
const fields = new WeakMap();

const previous = options.diffed;
options.diffed = (vnode) => {
  previous?.(vnode);
  const { type, props } = vnode;
  // `__e` is the element: Preact keeps this name for tools, see its mangle.json.
  if ((type === 'input' || type === 'textarea') && vnode.__e) fields.set(vnode.__e, props);
};

function restore(element) {
  const { value, checked } = fields.get(element) ?? {};
  if (checked != null && element.checked !== checked) element.checked = checked;
  if (value != null && checked == null && element.type !== 'file' && element.value !== String(value)) {
    element.value = value;
  }
}

/** Called in the capturing phase; when it restores, every handler has run, and what they changed is drawn. */
function onChange({ target, isComposing }) {
  if (fields.has(target) && !isComposing) afterDrawing(() => restore(target));
}

globalThis.addEventListener?.('input', onChange, true);
globalThis.addEventListener?.('change', onChange, true);
