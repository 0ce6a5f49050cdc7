import { ChangeDetectionStrategy, Component } from '@angular/core';
import { MatAnchor } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import type { QlikPlatform } from 'ngx-qlik';
import { PLATFORM_NAMES } from '../../connections/platform-names';
import { AUTH_DEMOS } from './demos';

const PLATFORMS: readonly QlikPlatform[] = ['cloud', 'client-managed'];

/** The index of the sign-in demos: a card for each auth type, by platform. */
@Component({
  selector: 'app-demo-gallery',
  imports: [MatAnchor, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="page">
      <header class="page-head">
        <h1>Sign-in demos</h1>
        <p class="lead">
          Each page signs in to a connection, lists the events of the sign-in, and has the configuration to
          copy.
        </p>
      </header>
      @for (group of groups; track group.platform) {
        <section [attr.aria-labelledby]="'platform-' + group.platform">
          <h2 [id]="'platform-' + group.platform">{{ group.name }}</h2>
          <ul class="cards">
            @for (demo of group.demos; track demo.type) {
              <li class="card">
                <div>
                  <h3>{{ demo.title }}</h3>
                  <code class="quiet">{{ demo.type }}</code>
                </div>
                <p>{{ demo.summary }}</p>
                <p><strong>Use when:</strong> {{ demo.useWhen }}</p>
                <div class="row">
                  <a
                    mat-flat-button
                    [routerLink]="demo.type"
                    [attr.aria-label]="'Open the demo of ' + demo.title"
                    >Open</a
                  >
                </div>
              </li>
            }
          </ul>
        </section>
      }
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
  `,
})
export class DemoGalleryComponent {
  protected readonly groups = PLATFORMS.map((platform) => ({
    platform,
    name: PLATFORM_NAMES[platform],
    demos: AUTH_DEMOS.filter((each) => each.platform === platform),
  })).filter(({ demos }) => demos.length > 0);
}
