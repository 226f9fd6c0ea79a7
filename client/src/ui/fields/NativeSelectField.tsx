import { NativeSelect, type NativeSelectProps } from '@mantine/core';
import { IconSelector } from '@tabler/icons-react';

/** A select for a few options: the native one, which every phone and screen reader supports. */
export const NativeSelectField = (props: NativeSelectProps) => (
  <NativeSelect rightSection={<IconSelector size={16} aria-hidden />} {...props} />
);
