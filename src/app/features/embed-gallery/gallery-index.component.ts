import { ChangeDetectionStrategy, Component } from '@angular/core';
import { MatAnchor } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { EMBED_UIS } from './embed-uis';

/** The index of the gallery: a card for each of Qlik's UIs with a component in the library. */
@Component({
  selector: 'app-gallery-index',
  imports: [MatAnchor, RouterLink],
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
  `,
})
export class GalleryIndexComponent {
  protected readonly EMBED_UIS = EMBED_UIS;
}
