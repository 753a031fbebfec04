import { COLOURS } from './colours.js';

type Triple = [number, number, number];

/** The page colours of Mantine's colour schemes. */
const PAGE = { light: '#ffffff', dark: '#242424' };

const linear = (hex: string): Triple =>
  [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as Triple;
const times = (rows: Triple[], [r, g, b]: Triple) =>
  rows.map(([x, y, z]) => Math.min(1, Math.max(0, x * r + y * g + z * b))) as Triple;
const luminance = ([r, g, b]: Triple) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** WCAG 2.2, "contrast ratio". */
function contrast(one: string, other: string): number {
  const luminances = [one, other].map((hex) => luminance(linear(hex)));
  return (Math.max(...luminances) + 0.05) / (Math.min(...luminances) + 0.05);
}

/** Colour blindness as matrices in linear RGB: Machado, Oliveira and Fernandes (2009), severity 1. */
const EYES: Record<string, Triple[]> = {
  all: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** CIE 1976 L*a*b* (D65). */
function lab(rgb: Triple): Triple {
  const [x, y, z] = [
    (0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.9505,
    luminance(rgb),
    (0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.089,
  ].map((t) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)) as Triple;
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
const distance = (one: Triple, other: Triple) => Math.hypot(...one.map((value, i) => value - other[i]!));

/** A ΔE*ab of 2.3 is just noticeable; this is about five times that. */
const MIN_DISTANCE = 12;

describe.each(['light', 'dark'] as const)('colours of the series, %s', (scheme) => {
  const colours: [string, string][] = Object.entries(COLOURS[scheme]);
  const statuses = colours.filter(([name]) => name !== 'one' && name !== 'two');
  const pair = colours.filter(([name]) => name === 'one' || name === 'two');

  it('cover six statuses and two series', () => {
    expect([statuses.length, pair.length]).toEqual([6, 2]);
  });

  it.each(colours)('%s contrasts with the page', (_, hex) => {
    expect(contrast(hex, PAGE[scheme])).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.keys(EYES))('are distinct with this colour vision: %s', (eyes) => {
    const seen = (list: [string, string][]) =>
      list.map(([name, hex]) => [name, lab(times(EYES[eyes]!, linear(hex)))] as const);
    const close = [statuses, pair].flatMap((list) =>
      seen(list).flatMap(([name, one], i) =>
        seen(list)
          .slice(i + 1)
          .filter(([, other]) => distance(one, other) < MIN_DISTANCE)
          .map(([other, colour]) => `${name} ${other} ${distance(one, colour).toFixed(1)}`),
      ),
    );
    expect(close).toEqual([]);
  });
});
