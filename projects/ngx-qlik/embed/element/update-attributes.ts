import type { EmbedAttributes } from './embed-attributes';

/** Updates an element's attributes. Sets only those that differ, as each change redraws. */
export function updateAttributes(element: Element, before: EmbedAttributes, after: EmbedAttributes): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const value = after[name];
    if (value === before[name]) continue;
    if (value === undefined) element.removeAttribute(name);
    else element.setAttribute(name, value);
  }
}
