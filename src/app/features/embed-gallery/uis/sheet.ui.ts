import { QlikSheetComponent } from 'ngx-qlik/embed';
import type { EmbedUi } from '../embed-ui';
import { COMMON_INPUTS, PREVIEW } from './common-inputs';

/** A whole sheet. */
export const SHEET_UI: EmbedUi = {
  id: 'sheet',
  title: 'Sheet',
  ui: 'analytics/sheet',
  selector: 'qlik-sheet',
  componentName: 'QlikSheetComponent',
  component: QlikSheetComponent,
  isOnIndex: true,
  picture: 'sheet',
  isWide: true,
  purpose: 'A whole sheet in the layout of its author.',
  useWhen: 'The sheet fits your page: its layout needs a wide screen.',
  inputs: [
    {
      name: 'sheetId',
      attribute: 'object-id',
      label: 'Sheet',
      control: { kind: 'choice', list: 'sheets', isRequired: true },
    },
    PREVIEW,
    ...COMMON_INPUTS,
  ],
  initialValues: ({ sheets }) => ({ sheetId: sheets[0]?.value }),
  brokenExamples: [{ label: 'A sheet that does not exist', values: { sheetId: 'no-such-sheet' } }],
};
