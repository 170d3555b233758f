import { createTheme, type CSSVariablesResolver } from '@mantine/core'
import i18next from 'i18next'

/** RE-2: what the button that closes a toast is called, in the language of the moment. */
const closeButtonProps = {
  get 'aria-label'() {
    return i18next.t('common.close')
  },
}

/** One accent (pine) on neutrals that lean to it. Shades are chosen so that text meets 4.5:1 in both schemes (RE-2). */
export const theme = createTheme({
  components: { Notification: { defaultProps: { closeButtonProps } } },
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 6 },
  colors: {
    pine: ['#e8f4f1', '#d2e9e4', '#a6d5cb', '#77c0b2', '#4bb3a2', '#239685', '#0f8073', '#0b6e63', '#085a51', '#05433c'],
    gray: ['#f6f8f7', '#eef2f0', '#e1e7e4', '#d0d8d5', '#b4bfbb', '#84928e', '#586663', '#414e4b', '#2a3633', '#15201e'],
    dark: ['#e6edea', '#c4cfcb', '#9daba6', '#78867f', '#3d4a46', '#2c3834', '#1e2825', '#161e1c', '#0f1514', '#0a0f0e'],
    red: ['#fdf0ee', '#fadbd6', '#f3b3aa', '#ec897b', '#e56a59', '#dc4f3c', '#cb3c29', '#b0301f', '#8e2518', '#6b1b11'],
  },
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  headings: { fontFamily: 'var(--font)', fontWeight: '640' },
  defaultRadius: 'md',
  radius: { sm: '6px', md: '8px', lg: '12px' },
  cursorType: 'pointer',
  focusRing: 'auto',
})

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-placeholder': '#64726e',
    '--mantine-color-error': '#b0301f',
    '--mantine-color-pine-light-color': '#0b6e63',
    '--mantine-color-pine-light-hover': '#d2e9e4',
  },
  dark: {
    '--mantine-color-body': '#161e1c',
    '--mantine-color-placeholder': '#93a19c',
    '--mantine-color-error': '#f08f82',
    '--mantine-color-pine-light-color': '#6fd0bf',
  },
})
