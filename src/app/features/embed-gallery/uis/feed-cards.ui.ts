import { QlikFeedCardsComponent } from 'ngx-qlik/embed';
import type { EmbedUi } from '../embed-ui';
import { LANGUAGE } from './common-inputs';

/** Insights for the signed-in user. */
export const FEED_CARDS_UI: EmbedUi = {
  id: 'feed-cards',
  title: 'Feed cards',
  ui: 'insights/feed-cards',
  selector: 'qlik-feed-cards',
  componentName: 'QlikFeedCardsComponent',
  component: QlikFeedCardsComponent,
  isWithoutApp: true,
  picture: 'feed',
  purpose:
    'Insights that Qlik’s Discovery Agent found for the signed-in user, as cards to scroll. The sandbox makes no such analysis, and says so.',
  useWhen: 'Your users should see what has changed in their data before they ask.',
  inputs: [
    {
      name: 'appId',
      attribute: 'app-id',
      label: 'Only of the app',
      control: { kind: 'text', hint: 'Id of an app; all without it' },
    },
    {
      name: 'showsSource',
      attribute: 'show-source',
      label: 'With the action “View source”',
      control: { kind: 'toggle', isOnByDefault: true },
    },
    {
      name: 'interceptsAppNavigation',
      attribute: 'intercept-app-navigation',
      label: 'The page opens apps itself',
      control: { kind: 'toggle' },
    },
    LANGUAGE,
  ],
  initialValues: () => ({ showsSource: true }),
  brokenExamples: [],
};
