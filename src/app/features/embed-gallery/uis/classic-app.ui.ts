import { QlikClassicAppComponent } from 'ngx-qlik/embed';
import type { EmbedUi } from '../embed-ui';
import { COMMON_INPUTS } from './common-inputs';

/** A whole app in Qlik's own client. */
export const CLASSIC_APP_UI: EmbedUi = {
  id: 'classic-app',
  title: 'Classic app',
  ui: 'classic/app',
  selector: 'qlik-classic-app',
  componentName: 'QlikClassicAppComponent',
  component: QlikClassicAppComponent,
  picture: 'frame',
  isWide: true,
  purpose:
    'A whole app in Qlik’s own client, in a frame: its sheets, their navigation and the selections bar.',
  useWhen: 'Users need the app as in Qlik, and the tenant allows your page to frame it.',
  inputs: [
    {
      name: 'sheetId',
      attribute: 'sheet-id',
      label: 'First sheet',
      control: { kind: 'choice', list: 'sheets' },
    },
    {
      name: 'bookmarkId',
      attribute: 'bookmark',
      label: 'Bookmark',
      control: { kind: 'choice', list: 'bookmarks' },
    },
    {
      name: 'clearsSelections',
      attribute: 'clear-selections',
      label: 'Begin with nothing selected',
      control: { kind: 'toggle' },
    },
    {
      name: 'clearedState',
      attribute: 'clear-state',
      label: 'Begin with a cleared alternate state',
      control: { kind: 'text', hint: 'Its name in the app' },
    },
    {
      name: 'selections',
      attribute: 'select:json',
      label: 'Begin with selections',
      control: { kind: 'json', hint: '[{ "field": "Carrier", "values": ["AA"] }]', isList: true },
    },
    ...COMMON_INPUTS,
  ],
  initialValues: ({ sheets }) => ({ sheetId: sheets[0]?.value }),
  brokenExamples: [{ label: 'A sheet that does not exist', values: { sheetId: 'no-such-sheet' } }],
};
