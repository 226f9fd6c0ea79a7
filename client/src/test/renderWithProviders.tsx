import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { theme } from '@/ui/theme';

/** Renders with the theme and a separate query client; whatever only the shell provides is missing. */
export function renderWithProviders(children: ReactNode) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const provide = (content: ReactNode) => (
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={queries}>{content}</QueryClientProvider>
    </MantineProvider>
  );
  const rendered = render(provide(children));
  return { ...rendered, rerenderWithProviders: (content: ReactNode) => rendered.rerender(provide(content)) };
}
