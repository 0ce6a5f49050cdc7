import { isRecord } from '../../../json/is-record.ts';
import { addressOf, type ClassicSelection, type ClassicView } from '../classic/classic-view.ts';
import { answerFrame } from '../classic/parent-auth.ts';
import type { MountedUi, PlainRequest } from './mounted-ui.ts';
import {
  EmbedError,
  isTrueProp,
  listProp,
  recordProp,
  requiredTextProp,
  textProp,
  type EmbedProps,
} from './props.ts';
import { resourceAddress, resourceToken } from './web-resources.ts';

/** `ui="classic/app"`: the app in the tenant's own page. `app` and `sheet` are aliases from Qlik's older examples. */
export async function mountClassicApp({ element, props }: PlainRequest): Promise<MountedUi> {
  const sheetId = textProp(props, 'sheetId') ?? textProp(props, 'sheet') ?? textProp(props, 'objectId');
  const bookmarkId = textProp(props, 'bookmark');
  const selections = classicSelections(props);
  return frame(element, props, {
    kind: 'app',
    appId: textProp(props, 'app') ?? requiredTextProp(props, 'appId'),
    ...(sheetId && { id: sheetId }),
    ...(bookmarkId && { bookmarkId }),
    ...(isTrueProp(props, 'clearSelections') && { clearsSelections: true }),
    ...(selections.length > 0 && { selections }),
  });
}

/** `ui="classic/chart"` with `iframe="true"`: an object in the tenant's own page. */
export async function mountFramedClassicChart({ element, props }: PlainRequest): Promise<MountedUi> {
  const appId = requiredTextProp(props, 'appId');
  return frame(element, props, { kind: 'object', appId, id: requiredTextProp(props, 'objectId') });
}

async function frame(
  element: HTMLElement,
  props: EmbedProps,
  view: Pick<ClassicView, 'kind' | 'appId'> & Partial<ClassicView>,
): Promise<MountedUi> {
  const context = recordProp(props, 'context');
  const theme = textProp(context, 'theme') ?? textProp(props, 'theme');
  const language = textProp(context, 'language') ?? textProp(props, 'language');
  const identity = textProp(props, 'identity');
  const options = constraints(context);
  const address = addressOf({
    ...view,
    ...(theme && { theme }),
    ...(language && { language }),
    ...(identity && { identity }),
    ...(options.length > 0 && { options }),
  });
  const iframe = document.createElement('iframe');
  iframe.title = view.kind === 'app' ? 'Qlik app' : 'Qlik chart';
  Object.assign(iframe.style, { display: 'block', width: '100%', height: '100%', border: '0' });
  const { hostConfig } = props;
  const token = await resourceToken(hostConfig);
  const stopAnswering = token === undefined ? undefined : answerFrame(iframe, hostConfig);
  iframe.src = resourceAddress(hostConfig, address, token);
  element.append(iframe);
  return {
    destroy: () => {
      stopAnswering?.();
      return Promise.resolve();
    },
  };
}

/** In the form of the page's address. */
function constraints(context: Record<string, unknown>): readonly string[] {
  const { interactions } = context;
  const { active, select } = isRecord(interactions) ? interactions : {};
  if (active === false) return ['nointeraction'];
  return select === false ? ['noselections'] : [];
}

function classicSelections(props: EmbedProps): readonly ClassicSelection[] {
  return listProp(props, 'select').map((selection) => {
    const { field, values } = isRecord(selection) ? selection : {};
    if (typeof field === 'string' && Array.isArray(values)) return { field, values: values.map(String) };
    throw new EmbedError(
      'bad-parameter',
      '"select" has an entry without a field or values.',
      `Write each as {field: '…', values: ['…']}.`,
    );
  });
}
