/** Clusters of points: the cluster per point, from 0, and the center per cluster. */
export interface Clusters {
  readonly assigned: readonly number[];
  readonly centers: readonly (readonly number[])[];
}

/** How coordinates are scaled before points are compared. */
export type Normalization = 'none' | 'zscore' | 'minmax';

const RESTARTS = 10;
const MAX_ROUNDS = 300;

/**
 * Clusters points by k-means with the starting points of k-means++; of ten runs, the one with the least squared distances. The same points give
 * the same clusters, numbered by their first point.
 */
export function kMeans(
  points: readonly (readonly number[])[],
  count: number,
  normalization: Normalization,
): Clusters {
  const scaled = normalized(points, normalization);
  const random = generator();
  let best = run(scaled, count, random);
  for (let restart = 1; restart < RESTARTS; restart += 1) {
    const next = run(scaled, count, random);
    if (next.spread < best.spread) best = next;
  }
  const order = [...new Set(best.assigned)];
  const assigned = best.assigned.map((cluster) => order.indexOf(cluster));
  return { assigned, centers: centersOf(points, assigned, order.length) };
}

function normalized(points: readonly (readonly number[])[], normalization: Normalization): number[][] {
  const scales = (points[0] ?? []).map((_, axis) => {
    const values = points.map((point) => point[axis] ?? Number.NaN);
    if (normalization === 'none') return { from: 0, size: 1 };
    const least = values.reduce((low, value) => Math.min(low, value));
    const most = values.reduce((high, value) => Math.max(high, value));
    if (normalization === 'minmax') return { from: least, size: most - least || 1 };
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { from: mean, size: Math.sqrt(squares / values.length) || 1 };
  });
  return points.map((point) =>
    point.map((value, axis) => (value - (scales[axis]?.from ?? 0)) / (scales[axis]?.size ?? 1)),
  );
}

/** Returns a generator of numbers from 0 to 1, the same ones each time (Park and Miller). */
function generator(): () => number {
  let state = 20_240_229;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function run(
  points: readonly (readonly number[])[],
  count: number,
  random: () => number,
): { readonly assigned: readonly number[]; readonly spread: number } {
  let centers = startingCenters(points, count, random);
  let assigned: readonly number[] = [];
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = points.map((point) => nearest(point, centers).place);
    if (next.every((cluster, place) => cluster === assigned[place])) break;
    assigned = next;
    centers = centersOf(points, assigned, centers.length);
  }
  return { assigned, spread: points.reduce((sum, point) => sum + nearest(point, centers).distance, 0) };
}

/** Chooses centers among the points, each with a probability by its squared distance from the ones chosen before. */
function startingCenters(
  points: readonly (readonly number[])[],
  count: number,
  random: () => number,
): (readonly number[])[] {
  const centers = points.slice(Math.floor(random() * points.length)).slice(0, 1);
  while (centers.length < count) {
    const distances = points.map((point) => nearest(point, centers).distance);
    let left = random() * distances.reduce((sum, distance) => sum + distance, 0);
    const chosen = distances.findIndex((distance) => (left -= distance) < 0);
    const center = points[chosen];
    // Fewer different points than clusters: there are no more centers.
    if (!center) break;
    centers.push(center);
  }
  return centers;
}

function nearest(
  point: readonly number[],
  centers: readonly (readonly number[])[],
): { readonly place: number; readonly distance: number } {
  let found = { place: 0, distance: Number.POSITIVE_INFINITY };
  centers.forEach((center, place) => {
    const distance = point.reduce((sum, value, axis) => sum + (value - (center[axis] ?? 0)) ** 2, 0);
    if (distance < found.distance) found = { place, distance };
  });
  return found;
}

function centersOf(
  points: readonly (readonly number[])[],
  assigned: readonly number[],
  count: number,
): number[][] {
  return Array.from({ length: count }, (_, cluster) => {
    const own = points.filter((_point, place) => assigned[place] === cluster);
    return (points[0] ?? []).map(
      (_value, axis) => own.reduce((sum, point) => sum + (point[axis] ?? 0), 0) / own.length,
    );
  });
}
