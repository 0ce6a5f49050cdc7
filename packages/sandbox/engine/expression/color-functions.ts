import type { ScalarFunction } from './functions.ts';
import { numberOf, type Value } from './value.ts';

/** A color with components from 0 to 255. */
type Color = readonly [alpha: number, red: number, green: number, blue: number];

/** A color as Qlik's charts read it: the text `RGB(…)` or `ARGB(…)`, the number 0xAARRGGBB. */
function colorValue([alpha, red, green, blue]: Color): Value {
  const parts = [alpha, red, green, blue].map((part) => Math.min(Math.max(Math.round(part), 0), 255));
  if (parts.some(Number.isNaN)) return null;
  const [a = 0, r = 0, g = 0, b = 0] = parts;
  return {
    number: ((a * 256 + r) * 256 + g) * 256 + b,
    text: a === 255 ? `RGB(${r},${g},${b})` : `ARGB(${a},${r},${g},${b})`,
  };
}

function colorOf(value: Value): Color {
  const number = numberOf(value);
  const part = (shift: number): number => Math.floor(number / 256 ** shift) % 256;
  return [part(3), part(2), part(1), part(0)];
}

function mixColors(from: Color, to: Color, share: number): Color {
  const part = (at: 0 | 1 | 2 | 3): number => from[at] + (to[at] - from[at]) * share;
  return [part(0), part(1), part(2), part(3)];
}

function namedColor(red: number, green: number, blue: number): ScalarFunction {
  return {
    minArguments: 0,
    maxArguments: 1,
    apply: ([alpha = 255]) => colorValue([numberOf(alpha), red, green, blue]),
  };
}

/** Converts hue, saturation and luminosity, each from 0 to 1. */
function fromHsl(hue: number, saturation: number, luminosity: number): Color {
  const amplitude = saturation * Math.min(luminosity, 1 - luminosity);
  const part = (offset: number): number => {
    const at = (offset + hue * 12) % 12;
    return 255 * (luminosity - amplitude * Math.max(-1, Math.min(at - 3, 9 - at, 1)));
  };
  return [255, part(0), part(8), part(4)];
}

/** The jet color map: blue, cyan, yellow, red. */
function jet(value: number): Color {
  const part = (center: number): number => 255 * Math.min(Math.max(1.5 - Math.abs(4 * value - center), 0), 1);
  return [255, part(3), part(2), part(1)];
}

function clamped(value: Value): number {
  return Math.min(Math.max(numberOf(value), 0), 1);
}

/** Color functions, as attribute expressions of charts use them. */
export const COLOR_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  rgb: {
    minArguments: 3,
    maxArguments: 3,
    apply: ([red = null, green = null, blue = null]) =>
      colorValue([255, numberOf(red), numberOf(green), numberOf(blue)]),
  },
  argb: {
    minArguments: 4,
    maxArguments: 4,
    apply: ([alpha = null, red = null, green = null, blue = null]) =>
      colorValue([numberOf(alpha), numberOf(red), numberOf(green), numberOf(blue)]),
  },
  hsl: {
    minArguments: 3,
    maxArguments: 3,
    apply: ([hue = null, saturation = null, luminosity = null]) =>
      colorValue(fromHsl(clamped(hue), clamped(saturation), clamped(luminosity))),
  },
  color: {
    minArguments: 1,
    maxArguments: 2,
    apply: ([place = null, alpha = 255]) => {
      const [, red, green, blue] = PALETTE[Math.max(Math.trunc(numberOf(place)) - 1, 0) % PALETTE.length] ?? [
        255, 0, 0, 0,
      ];
      return colorValue([numberOf(alpha), red, green, blue]);
    },
  },
  colormix1: {
    minArguments: 3,
    maxArguments: 3,
    apply: ([share = null, from = null, to = null]) =>
      colorValue(mixColors(colorOf(from), colorOf(to), clamped(share))),
  },
  // The range is -1 to 1; without a color for 0, both end colors are mixed.
  colormix2: {
    minArguments: 3,
    maxArguments: 4,
    apply: ([share = null, low = null, high = null, zero = null]) => {
      const value = Math.min(Math.max(numberOf(share), -1), 1);
      if (zero === null) return colorValue(mixColors(colorOf(low), colorOf(high), (value + 1) / 2));
      return colorValue(
        value < 0
          ? mixColors(colorOf(zero), colorOf(low), -value)
          : mixColors(colorOf(zero), colorOf(high), value),
      );
    },
  },
  colormapjet: {
    minArguments: 1,
    maxArguments: 1,
    apply: ([value = null]) => colorValue(jet(clamped(value))),
  },
  colormaphue: {
    minArguments: 1,
    maxArguments: 1,
    apply: ([value = null]) => colorValue(fromHsl(clamped(value), 1, 0.5)),
  },
  syscolor: {
    minArguments: 1,
    maxArguments: 1,
    apply: ([place = null]) => {
      const color = SYSTEM_COLORS[numberOf(place)];
      return color === undefined ? null : colorValue([255, color >> 16, (color >> 8) & 255, color & 255]);
    },
  },
  black: namedColor(0, 0, 0),
  blue: namedColor(0, 0, 128),
  brown: namedColor(128, 128, 0),
  cyan: namedColor(0, 128, 128),
  darkgray: namedColor(128, 128, 128),
  green: namedColor(0, 128, 0),
  lightblue: namedColor(0, 0, 255),
  lightcyan: namedColor(0, 255, 255),
  lightgray: namedColor(192, 192, 192),
  lightgreen: namedColor(0, 255, 0),
  lightmagenta: namedColor(255, 0, 255),
  lightred: namedColor(255, 0, 0),
  magenta: namedColor(128, 0, 128),
  qliktechblue: namedColor(8, 18, 90),
  qliktechgray: namedColor(158, 148, 137),
  red: namedColor(128, 0, 0),
  white: namedColor(255, 255, 255),
  yellow: namedColor(255, 255, 0),
};

/** The standard colors of Windows 10 and 11 by the numbers of `GetSysColor`. */
const SYSTEM_COLORS: readonly number[] = [
  0xc8c8c8, 0x000000, 0x99b4d1, 0xbfcddb, 0xf0f0f0, 0xffffff, 0x646464, 0x000000, 0x000000, 0x000000,
  0xb4b4b4, 0xf4f7fc, 0xababab, 0x0078d7, 0xffffff, 0xf0f0f0, 0xa0a0a0, 0x6d6d6d, 0x000000, 0x000000,
  0xffffff, 0x696969, 0xe3e3e3, 0x000000, 0xffffe1, 0x000000, 0x0066cc, 0xb9d1ea, 0xd7e4f2, 0x0078d7,
  0xf0f0f0,
];

/** The twelve colors of Qlik's standard theme. */
const PALETTE: readonly Color[] = [
  [255, 51, 34, 136],
  [255, 102, 153, 204],
  [255, 136, 204, 238],
  [255, 68, 170, 153],
  [255, 17, 119, 51],
  [255, 153, 153, 51],
  [255, 221, 204, 119],
  [255, 102, 17, 0],
  [255, 204, 102, 119],
  [255, 170, 68, 102],
  [255, 136, 34, 85],
  [255, 170, 68, 153],
];
