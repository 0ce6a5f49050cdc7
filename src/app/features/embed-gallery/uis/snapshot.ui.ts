import { QlikSnapshotComponent } from 'ngx-qlik/embed';
import type { EmbedUi } from '../embed-ui';
import { LANGUAGE, THEME } from './common-inputs';
import { SNAPSHOT_EXAMPLE } from './snapshot-example';

/** A chart from its stored data. */
export const SNAPSHOT_UI: EmbedUi = {
  id: 'snapshot',
  title: 'Snapshot',
  ui: 'analytics/snapshot',
  selector: 'qlik-snapshot',
  componentName: 'QlikSnapshotComponent',
  component: QlikSnapshotComponent,
  isWithoutApp: true,
  picture: 'snapshot',
  purpose: 'A chart from a stored layout: no app is opened, and no call is made.',
  useWhen: 'Your page shows past data, such as figures of a report, or has to show them fast.',
  inputs: [
    {
      name: 'data',
      attribute: 'data:json',
      label: 'Snapshot',
      control: { kind: 'json', hint: 'A chart’s layout with its data and “snapshotData”, as JSON' },
    },
    THEME,
    LANGUAGE,
  ],
  initialValues: () => ({ data: SNAPSHOT_EXAMPLE }),
  brokenExamples: [
    { label: 'Data that is not a snapshot', values: { data: { qInfo: {} } } },
    {
      label: 'A chart type that is not installed',
      values: { data: { ...SNAPSHOT_EXAMPLE, visualization: 'no-such-chart' } },
    },
  ],
};
