import { renderExisting } from './existing-object.ts';
import type { MountedUi, UiRequest } from './mounted-ui.ts';
import { isTrueProp, requiredTextProp, textProp } from './props.ts';

/** `ui="analytics/sheet"`: a sheet of the app with all its charts. `sheet-id` is an alias of `object-id`. */
export async function mountSheet(request: UiRequest): Promise<MountedUi> {
  const { props, app } = request;
  const sheet = await renderExisting(textProp(props, 'sheetId') ?? requiredTextProp(props, 'objectId'), {
    ...request,
    isPreview: isTrueProp(props, 'preview'),
  });
  return {
    refApi: { getDoc: () => Promise.resolve(app.doc) },
    destroy: async () => {
      await sheet.destroy();
    },
  };
}
