import { NativeSelect, type NativeSelectProps } from '@mantine/core';
import { IconSelector } from '@tabler/icons-react';

/** One of a few: the browser's own list, which every phone and screen reader knows. */
export const NativeSelectField = (props: NativeSelectProps) => (
  <NativeSelect rightSection={<IconSelector size={16} aria-hidden />} {...props} />
);
