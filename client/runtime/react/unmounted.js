// When a part that waits (`Suspense`) is there, Preact draws everything again that it has waited for, also what has been taken
// out of it meanwhile. That no longer has anything around it: if it throws or waits again, nothing catches it.
import { options } from 'preact';

const nothing = () => undefined;

const previous = options.unmount;
options.unmount = (vnode) => {
  previous?.(vnode);
  // `__c` is the component: Preact keeps this name for tools, see its mangle.json.
  if (vnode.__c) vnode.__c.forceUpdate = nothing;
};
