import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef } from 'react';

type Native = Omit<ComponentPropsWithRef<'a'>, keyof AnchorProps | keyof ButtonProps>;

/** A link in text, with routes and their parameters checked by the compiler. */
export const AnchorLink = createLink((props: Native & Omit<AnchorProps, 'href'>) => <Anchor {...props} />);

/** A link that looks like a button. */
export const ButtonLink = createLink((props: Native & Omit<ButtonProps, 'href'>) => (
  <Button component="a" {...props} />
));
