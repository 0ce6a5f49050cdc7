import { useEffect, useLayout, useTheme } from '@nebula.js/stardust';
import { isRecord } from '../../../../json/is-record.ts';
import { clientChart, type ResourceAddress } from './client-chart.ts';
import { markdownNodes } from './markdown.ts';

/** Sizes of images, by the names that Qlik's client saves. */
const SIZES: Readonly<Record<string, string>> = {
  auto: 'auto auto',
  alwaysFit: 'contain',
  fitWidth: '100% auto',
  fitHeight: 'auto 100%',
  fill: '100% 100%',
  alwaysFill: 'cover',
};

/** `centerCenter`, `topLeft`, …: first the vertical part. */
const POSITION = /^(top|center|bottom)(Left|Center|Right)$/;

/**
 * `text-image`: text in Markdown over an image of the app's media or of an address. Members after Qlik's .NET SDK, `ITextImageProperties`: `markdown`, `background`.
 * Its own extensions of Markdown, for font colors and measures, are not published: their text is shown as it is.
 */
export default clientChart(({ element, addressOf }) => {
  const layout = useLayout() as unknown as Readonly<Record<string, unknown>>;
  const theme = useTheme();
  useEffect(() => {
    const { markdown } = layout;
    Object.assign(element.style, {
      height: '100%',
      overflow: 'auto',
      padding: '8px',
      boxSizing: 'border-box',
      font: `13px/1.4 ${theme.getStyle('object', '', 'fontFamily') || '"Source Sans Pro", Arial, sans-serif'}`,
      color: theme.getStyle('object', '', 'color') || 'inherit',
    });
    element.replaceChildren(...markdownNodes(typeof markdown === 'string' ? markdown : '', addressOf));
    void showBackground(element, layout['background'], addressOf);
  }, [layout, theme.name()]);
});

async function showBackground(
  element: HTMLElement,
  background: unknown,
  addressOf: ResourceAddress,
): Promise<void> {
  const { isUsed, url, size, position } = isRecord(background) ? background : {};
  const path = isUsed === false ? undefined : staticPath(url);
  const [, vertical, horizontal] = POSITION.exec(String(position)) ?? [];
  Object.assign(element.style, {
    backgroundImage: path === undefined ? 'none' : `url(${JSON.stringify(await addressOf(path))})`,
    backgroundRepeat: 'no-repeat',
    backgroundSize: SIZES[String(size)] ?? SIZES['auto'],
    backgroundPosition: `${(horizontal ?? 'center').toLowerCase()} ${vertical ?? 'center'}`,
  });
}

function staticPath(url: unknown): string | undefined {
  const found = isRecord(url) ? url['qStaticContentUrl'] : undefined;
  const path = isRecord(found) ? found['qUrl'] : undefined;
  return typeof path === 'string' && path !== '' ? path : undefined;
}
