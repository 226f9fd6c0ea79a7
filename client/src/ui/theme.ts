import './tokens.css';
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const brand: MantineColorsTuple = [
  '#eef2fe',
  '#dde5fb',
  '#b8c8f5',
  '#90a9ef',
  '#6e8fea',
  '#5078e4',
  '#3d68de',
  '#2f5bd7',
  '#264cba',
  '#1d3c98',
];

/** Mantine's own greys are warm, and look brown next to the blue of the pages. */
const dark: MantineColorsTuple = [
  '#e7eaf1',
  '#c6cddb',
  '#a4adbf',
  '#7d879b',
  '#566076',
  '#39414f',
  '#232936',
  '#1a1e27',
  '#151922',
  '#12151c',
];

const font = 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';

export const theme = createTheme({
  primaryColor: 'brand',
  primaryShade: { light: 7, dark: 7 },
  colors: { brand, dark },
  fontFamily: font,
  spacing: { xs: '0.5rem', lg: '1.25rem', xl: '1.5rem' },
  headings: { fontFamily: font, fontWeight: '650' },
  defaultRadius: 'md',
  radius: { sm: '0.25rem', md: '0.5rem', lg: '0.75rem' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // What explains a field stands below it, so that fields in a line are level.
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } },
  },
});

/** Mantine's own dimmed text and borders do not meet the contrast that WCAG requires, in both colour schemes. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    '--mantine-color-dimmed': 'var(--tms-quiet)',
    '--mantine-color-text': 'var(--tms-ink)',
    '--mantine-color-anchor': 'var(--tms-accent)',
    '--mantine-color-placeholder': 'var(--tms-quiet)',
  },
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-default-border': '#8b93a5',
    '--mantine-color-error': 'var(--tms-bad)',
  },
  dark: {
    '--mantine-color-body': '#1a1e27',
    '--mantine-color-default': '#1f2430',
    '--mantine-color-default-border': '#6b7488',
    '--mantine-color-error': 'var(--tms-bad)',
    '--mantine-color-dimmed': 'var(--tms-quiet)',
    '--mantine-color-text': 'var(--tms-ink)',
    '--mantine-color-anchor': 'var(--tms-accent)',
    '--mantine-color-placeholder': 'var(--tms-quiet)',
  },
});
