// React's API, implemented by Preact. Everything that imports `react`, libraries included, gets this.
import { options } from 'preact';
import compat, { createElement } from 'preact/compat';
import { act } from 'preact/test-utils';
import './controlled.js';
import './effects.js';
import './scheduling.js';
import './unmounted.js';

export * from 'preact/compat';
export { act };

/** Keeps what it contains when hidden. Unlike React's, it lets effects inside go on meanwhile. */
export const Activity = ({ mode = 'visible', children }) =>
  createElement('div', { style: { display: mode === 'hidden' ? 'none' : 'contents' } }, children);

// To Preact `autoFocus` is the attribute, which browsers ignore once a page has loaded; to React it means focusing.
const focus = (element) => element?.focus();
const focusers = new WeakMap();

function withFocus(ref) {
  if (!ref) return focus;
  if (!focusers.has(ref)) {
    focusers.set(ref, (element) => {
      if (typeof ref === 'function') ref(element);
      else ref.current = element;
      focus(element);
    });
  }
  return focusers.get(ref);
}

const previous = options.vnode;
options.vnode = (vnode) => {
  if (typeof vnode.type === 'string' && vnode.props.autoFocus) {
    vnode.ref = withFocus(vnode.ref);
    vnode.props = { ...vnode.props, autoFocus: undefined };
  }
  previous?.(vnode);
};

export default { ...compat, act, Activity };
