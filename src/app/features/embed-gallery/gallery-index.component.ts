import { ChangeDetectionStrategy, Component, computed } from '@angular/core';
import { MatAnchor } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { injectAppSession } from 'ngx-qlik/qix';
import { injectOpenApp } from '../../connections/open-app';
import { THEMED_EMBEDS } from '../../app-objects/themed-embeds';
import { SkeletonComponent } from '../../ui/skeleton.component';
import { injectAppLists } from './app-lists';
import type { EmbedUi } from './embed-ui';
import { EMBED_UIS } from './embed-uis';
import { LiveEmbedComponent } from './live/live-embed.component';

/**
 * The index of the gallery: a card for each of Qlik's UIs with a component in the library. Where a connection shows an app to everyone, the
 * cards show what it draws, as a picture: it takes neither clicks nor the focus.
 */
@Component({
  selector: 'app-gallery-index',
  imports: [LiveEmbedComponent, MatAnchor, RouterLink, SkeletonComponent],
  providers: [THEMED_EMBEDS],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="page">
      <header class="page-head">
        <h1>Embed gallery</h1>
        <p class="lead">
          Qlik’s own UIs in your page. Each is shown live beside its code, which changes with its inputs.
        </p>
      </header>
      <ul class="cards">
        @for (ui of EMBED_UIS; track ui.id) {
          <li class="card">
            <div>
              <h2>{{ ui.title }}</h2>
              <code class="quiet">&lt;{{ ui.selector }}&gt;, {{ ui.ui }}</code>
            </div>
            @if (ui.isOnIndex && isShown()) {
              <div class="picture" inert aria-hidden="true">
                @defer (on viewport) {
                  @if (inputsOf().get(ui.id); as inputs) {
                    <app-live-embed [ui]="ui" [inputs]="inputs" />
                  }
                } @placeholder {
                  <app-skeleton of="chart" />
                }
              </div>
            }
            <p>{{ ui.purpose }}</p>
            <p><strong>Use when:</strong> {{ ui.useWhen }}</p>
            <div class="row">
              <a mat-flat-button [routerLink]="ui.id" [attr.aria-label]="'Open the page of ' + ui.title"
                >Open</a
              >
            </div>
          </li>
        }
      </ul>
    </div>
  `,
  styles: `
    .row {
      margin-top: auto;
    }
    .picture {
      height: 240px;
      overflow: hidden;
      border-radius: 8px;
    }
    app-live-embed {
      height: 100%;
    }
  `,
})
export class GalleryIndexComponent {
  private readonly openApp = injectOpenApp();
  private readonly app = computed(() => {
    const [connection, app] = [this.openApp.connection(), this.openApp.app()];
    return connection && app && { connectionId: connection.id, appId: app.id };
  });
  private readonly lists = injectAppLists(injectAppSession(this.app));

  protected readonly EMBED_UIS = EMBED_UIS;
  /** False where there is no app for everyone, or it cannot be reached: the cards are complete without pictures. */
  protected readonly isShown = computed(() => {
    const { status } = this.openApp.apps.state();
    return (
      this.openApp.connection() !== undefined && (status !== 'ready' || !!this.app()) && status !== 'failed'
    );
  });
  /** Inputs of the components by the id of their UI; empty until the app's lists are loaded. */
  protected readonly inputsOf = computed(() => {
    const [app, lists] = [this.app(), this.lists()];
    const shown: readonly EmbedUi[] = app && lists ? EMBED_UIS.filter(({ isOnIndex }) => isOnIndex) : [];
    return new Map(shown.map((ui) => [ui.id, { ...app, ...(lists && ui.initialValues(lists)) }]));
  });
}
