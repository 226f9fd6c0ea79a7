/**
 * The order of Mantine's styles, as in Mantine's own styles.layer.css: what a component is made of comes before it. Each
 * component gets a cascade layer of its own, and every file of styles begins with this order. So it does not matter
 * which page was opened first, and with it in which order the browser got the files.
 */
export const LAYERS = [
  'baseline',
  'default-css-variables',
  'global',
  'ScrollArea',
  'UnstyledButton',
  'VisuallyHidden',
  'Paper',
  'Overlay',
  'Popover',
  'Loader',
  'ActionIcon',
  'CloseButton',
  'Group',
  'ModalBase',
  'Input',
  'Flex',
  'FloatingIndicator',
  'Alert',
  'Text',
  'Anchor',
  'Combobox',
  'InlineInput',
  'Checkbox',
  'Button',
  'Divider',
  'Drawer',
  'Kbd',
  'List',
  'Menu',
  'Modal',
  'Pill',
  'PillsInput',
  'SegmentedControl',
  'SimpleGrid',
  'Skeleton',
  'Stack',
  'Title',
];

const FILE = /@mantine\/core\/styles\/([\w-]+)\.layer\.css$/;

interface Node {
  params: string;
  source?: { input: { file?: string | undefined } } | undefined;
  error(message: string): Error;
}

interface Root {
  walkAtRules(name: string, visit: (rule: Node) => void): void;
  prepend(rule: { name: string; params: string }): void;
}

/** For PostCSS: `@layer mantine` in the styles of Mantine's Button becomes `@layer mantine.Button`. */
export const mantineLayers = {
  postcssPlugin: 'mantine-layers',
  Once(root: Root) {
    let isMantine = false;
    root.walkAtRules('layer', (rule) => {
      const component = FILE.exec(rule.source?.input.file ?? '')?.[1];
      if (!component || rule.params !== 'mantine') return;
      if (!LAYERS.includes(component)) throw rule.error(`${component} has no place in client/mantineLayers.ts`);
      rule.params = `mantine.${component}`;
      isMantine = true;
    });
    if (isMantine) root.prepend({ name: 'layer', params: LAYERS.map((name) => `mantine.${name}`).join(', ') });
  },
};
