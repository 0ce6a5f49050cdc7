import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { toOptionalBoolean } from './element/embed-attributes';
import { EmbedBase, EMBED_TEMPLATE } from './embed-base';
import { EmbedFrameComponent } from './frame/embed-frame.component';
import { ANY_CONTENT } from './frame/embed-request';

/**
 * Insights of Qlik's Discovery Agent for the signed-in user, as a list of cards that scrolls (`insights/feed-cards`; Qlik Cloud, since June
 * 2026). Default height: 36 rem.
 *
 * Qlik documents no API for it: `ready` emits `undefined` with the first content.
 *
 * @example <qlik-feed-cards connectionId="tenant" [showsSource]="false" />
 */
@Component({
  selector: 'qlik-feed-cards',
  imports: [EmbedFrameComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: EMBED_TEMPLATE,
  styles: ':host { display: block; position: relative; height: 36rem; min-height: 12rem; }',
})
export class QlikFeedCardsComponent extends EmbedBase<undefined> {
  /** Id of the app whose insights are shown; without it, those of all apps. Qlik's name of the filter is assumed to be `app-id`. */
  readonly appId = input<string>();
  /** Whether cards have the action "View source" (`show-source`). */
  readonly showsSource = input(undefined, { transform: toOptionalBoolean });
  /**
   * Whether the page opens apps itself instead of Qlik's code (`intercept-app-navigation`). How Qlik's code tells
   * the page is in Qlik's documentation of the UI; it was not tried with a tenant.
   */
  readonly interceptsAppNavigation = input(undefined, { transform: toOptionalBoolean });
  /** For example `en-US`. Default: that of {@link QLIK_EMBED_DEFAULTS}. */
  readonly language = input<string>();

  protected readonly request = computed(() =>
    this.toRequest(
      'insights/feed-cards',
      {
        'app-id': this.appId(),
        'show-source': this.showsSource()?.toString(),
        'intercept-app-navigation': this.interceptsAppNavigation()?.toString(),
        language: this.language() ?? this.defaults().language,
      },
      { sign: ANY_CONTENT },
    ),
  );
}
