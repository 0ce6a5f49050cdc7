import type { EmbedUi } from './embed-ui';
import { AGENTIC_ASSISTANT_UI } from './uis/agentic-assistant.ui';
import { ANY_UI } from './uis/any.ui';
import { ASSISTANT_UI } from './uis/assistant.ui';
import { CHART_UI } from './uis/chart.ui';
import { CHART_ON_THE_FLY_UI } from './uis/chart-on-the-fly.ui';
import { CLASSIC_APP_UI } from './uis/classic-app.ui';
import { CLASSIC_CHART_UI } from './uis/classic-chart.ui';
import { CLASSIC_CHART_IN_PAGE_UI } from './uis/classic-chart-in-page.ui';
import { FEED_CARDS_UI } from './uis/feed-cards.ui';
import { FIELD_UI } from './uis/field.ui';
import { INITIAL_STATE_UI } from './uis/initial-state.ui';
import { SELECTIONS_UI } from './uis/selections.ui';
import { SHEET_UI } from './uis/sheet.ui';
import { SNAPSHOT_UI } from './uis/snapshot.ui';

/** All UIs of the gallery, in order. */
export const EMBED_UIS: readonly EmbedUi[] = [
  CHART_UI,
  CHART_ON_THE_FLY_UI,
  SHEET_UI,
  FIELD_UI,
  SELECTIONS_UI,
  INITIAL_STATE_UI,
  SNAPSHOT_UI,
  CLASSIC_APP_UI,
  CLASSIC_CHART_UI,
  CLASSIC_CHART_IN_PAGE_UI,
  AGENTIC_ASSISTANT_UI,
  ASSISTANT_UI,
  FEED_CARDS_UI,
  ANY_UI,
];
