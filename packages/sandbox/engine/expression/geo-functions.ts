import type { ScalarFunction } from './functions.ts';
import { numberOf, textOf, type Value } from './value.ts';

/** Returns the number of points in nested lists of coordinates; undefined for a text that is no geometry. */
function pointsIn(geometry: unknown): number | undefined {
  if (!Array.isArray(geometry) || geometry.length === 0) return undefined;
  if (geometry.every((coordinate) => typeof coordinate === 'number'))
    return geometry.length >= 2 ? 1 : undefined;
  return geometry
    .map(pointsIn)
    .reduce((sum, count) => (sum === undefined || count === undefined ? undefined : sum + count), 0);
}

function geometryIn(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch {
    // A text that is no list is no geometry.
    return undefined;
  }
}

/** Functions over points, lines and areas: lists of `[longitude, latitude]`. */
export const GEO_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  geomakepoint: {
    minArguments: 2,
    maxArguments: 2,
    apply: ([latitude = null, longitude = null]): Value => {
      const point = [numberOf(longitude), numberOf(latitude)];
      return point.some(Number.isNaN) ? null : JSON.stringify(point);
    },
  },
  geocountvertex: {
    minArguments: 1,
    maxArguments: 1,
    apply: ([geometry = null]) => pointsIn(geometryIn(textOf(geometry))) ?? null,
  },
};
