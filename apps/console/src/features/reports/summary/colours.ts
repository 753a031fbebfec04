/**
 * Colours of series (after Okabe and Ito): a contrast of at least 3 to the page (WCAG 2.2, 1.4.11), and distinct with
 * any colour blindness; the spec measures both. `one` and `two` are for series that are not statuses.
 */
export const COLOURS = {
  light: {
    approved: '#00705a',
    pending: '#b87700',
    rejected: '#a32b00',
    expired: '#a4559b',
    cancelled: '#7a828a',
    refused: '#123a73',
    one: '#364fc7',
    two: '#b87700',
  },
  dark: {
    approved: '#2cc7a3',
    pending: '#f2c14e',
    rejected: '#ff8a5c',
    expired: '#d99bd0',
    cancelled: '#707880',
    refused: '#6fb3ff',
    one: '#91a7ff',
    two: '#f2c14e',
  },
} as const;

export type Colour = keyof (typeof COLOURS)['light'];
