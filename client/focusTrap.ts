import type { Plugin } from 'vite';

/**
 * Mantine's focus trap gives the focus to the first field of a dialog, and once more when the effects of the dialog run.
 * That may be late: whoever had gone on to another field in the meantime would be typing into the first one again. With this,
 * a trap leaves the focus alone once it has been moved inside the dialog. A version of Mantine that does it otherwise fails
 * the build.
 */
const CHANGES = [
  [
    'const focusNode = (node) => {',
    `const focusNode = (node) => {
		const { activeElement } = document;
		if (activeElement !== node && activeElement !== given && node.contains(activeElement)) return;`,
  ],
  [
    'if (focusElement) focusElement.focus({ preventScroll: true });',
    'if (focusElement) (given = focusElement).focus({ preventScroll: true });',
  ],
  ['function useFocusTrap(', 'let given = null;\nfunction useFocusTrap('],
] as const;

export const focusTrap: Plugin = {
  name: 'focus-trap',
  transform: {
    filter: { id: /\/use-focus-trap\.mjs$/ },
    handler(code) {
      for (const [before, after] of CHANGES) {
        if (code.split(before).length !== 2) this.error(`not what it was: ${before}`);
        code = code.replace(before, after);
      }
      return { code, map: null };
    },
  },
};
