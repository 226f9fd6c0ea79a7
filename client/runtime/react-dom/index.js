export { createPortal, default, findDOMNode, flushSync, unstable_batchedUpdates, version } from 'preact/compat';
