import { ChangeDetectionStrategy, Component, computed } from '@angular/core';
import { MatAnchor } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { injectAppSession } from 'ngx-qlik/qix';
import { injectOpenApp } from '../../connections/open-app';
import { THEMED_EMBEDS } from '../../app-objects/themed-embeds';
import { injectMediaQuery } from '../../ui/media-query';
import { SkeletonComponent } from '../../ui/skeleton.component';
import { injectAppLists } from './app-lists';
import type { EmbedUi } from './embed-ui';
import { EMBED_UIS } from './embed-uis';
import { FUNCTION_PAGES } from './functions/function-pages';
import { LiveEmbedComponent } from './live/live-embed.component';
import { SketchComponent } from './sketch.component';

/**
 * The index of the gallery: a card for each of Qlik's UIs with a component in the library, and for its functions. Where a connection shows
 * an app to everyone, some cards show what it draws, as a picture: it takes neither clicks nor the focus.
 */
@Component({
  selector: 'app-gallery-index',
  imports: [LiveEmbedComponent, MatAnchor, RouterLink, SketchComponent, SkeletonComponent],
  providers: [THEMED_EMBEDS],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="page">
      <header class="page-head">
        <h1>Embed gallery</h1>
        <p class="lead">
          Qlik’s own UIs in your page, and what your page does with Qlik’s data. Each is live beside its code.
        </p>
      </header>
      <section aria-labelledby="uis">
        <h2 id="uis">Qlik’s UIs</h2>
        <ul class="cards">
          @for (ui of EMBED_UIS; track ui.id) {
            @let isLive = ui.isOnIndex && isShown() && !(ui.isWide && isNarrow());
            <li class="card" [class.is-wide]="ui.isWide && isLive">
              <div>
                <h3>{{ ui.title }}</h3>
                <code class="quiet">&lt;{{ ui.selector }}&gt;, {{ ui.ui }}</code>
              </div>
              @if (isLive) {
                <div class="picture" inert aria-hidden="true">
                  @defer (on viewport) {
                    @if (inputsOf().get(ui.id); as inputs) {
                      <app-live-embed [ui]="ui" [inputs]="inputs" />
                    } @else {
                      <app-skeleton of="chart" />
                    }
                  } @placeholder {
                    <app-skeleton of="chart" />
                  }
                </div>
              } @else {
                <app-sketch class="picture" [of]="ui.picture" />
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
      </section>
      <section aria-labelledby="functions">
        <h2 id="functions">Data, calls, files and languages</h2>
        <ul class="cards">
          @for (page of FUNCTION_PAGES; track page.id) {
            <li class="card">
              <div>
                <h3>{{ page.title }}</h3>
                <code class="quiet">{{ page.functions }}</code>
              </div>
              <app-sketch class="picture" [of]="page.picture" />
              <p>{{ page.purpose }}</p>
              <p><strong>Use when:</strong> {{ page.useWhen }}</p>
              <div class="row">
                <a mat-flat-button [routerLink]="page.id" [attr.aria-label]="'Open the page of ' + page.title"
                  >Open</a
                >
              </div>
            </li>
          }
        </ul>
      </section>
    </div>
  `,
  styles: `
    section {
      display: grid;
      gap: 12px;
    }
    .row {
      margin-top: auto;
    }
    .picture {
      height: 240px;
      overflow: hidden;
      border-radius: 8px;
    }
    app-sketch.picture {
      height: 120px;
    }
    app-live-embed {
      height: 100%;
    }
    .is-wide {
      grid-column: 1 / -1;
    }
    .is-wide .picture {
      height: 520px;
    }
  `,
})
export class GalleryIndexComponent {
  private readonly openApp = injectOpenApp();
  private readonly app = computed(() => {
    const [connection, app] = [this.openApp.connection(), this.openApp.app()];
    return connection && app && { connectionId: connection.id, appId: app.id };
  });
  private readonly lists = injectAppLists(injectAppSession(this.app)).options;

  protected readonly EMBED_UIS = EMBED_UIS;
  protected readonly FUNCTION_PAGES = FUNCTION_PAGES;
  /** Too narrow for a sheet. */
  protected readonly isNarrow = injectMediaQuery('(max-width: 1099px)');
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
