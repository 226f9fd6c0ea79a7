import { Menu, type MenuProps } from '@mantine/core';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/Menu.layer.css';
import '@mantine/core/styles/Divider.layer.css';
import './menu.css';

/** A menu below its button. Its items are Mantine's `Menu.Item` and the like. */
export const AppMenu = (props: MenuProps) => (
  <Menu
    position="bottom-end"
    withinPortal={false}
    withInitialFocusPlaceholder={false}
    transitionProps={{ duration: 0 }}
    {...props}
  />
);
