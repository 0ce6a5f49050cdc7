import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { ActivatedRoute } from '@angular/router';
import { auth, qix } from '@qlik/api';
import { environment } from './environment';

const DIMENSIONS = ['dim-date'];
const MEASURES = ['msr-average-delay', 'msr-average-distance'];

@Component({
  selector: 'app-data',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2>Data</h2>
    @if (rows(); as found) {
      <table>
        <tbody>
          @for (row of found; track $index) {
            <tr>
              @for (cell of row; track $index) {
                <td>{{ cell }}</td>
              }
            </tr>
          }
        </tbody>
      </table>
    } @else {
      <p>Loading …</p>
    }
  `,
})
export class DataComponent {
  protected readonly rows = signal<readonly (readonly string[])[] | undefined>(undefined);

  constructor() {
    const isServer = inject(ActivatedRoute).snapshot.data['isServer'] === true;
    auth.setDefaultHostConfig(
      isServer
        ? {
            host: environment.server,
            authType: 'windowscookie',
            loginUri: `${environment.server}/internal_windows_authentication/?targetUri={location}`,
          }
        : {
            host: environment.tenant,
            authType: 'oauth2',
            clientId: environment.clientId,
            redirectUri: `${location.origin}/oauth-callback.html`,
            accessTokenStorage: 'session',
          },
    );
    void this.load();
  }

  private async load(): Promise<void> {
    const app = await qix.openAppSession({ appId: environment.appId }).getDoc();
    const object = await app.createSessionObject({
      qInfo: { qType: 'table' },
      qHyperCubeDef: {
        qDimensions: DIMENSIONS.map((qLibraryId) => ({ qLibraryId })),
        qMeasures: MEASURES.map((qLibraryId) => ({ qLibraryId })),
        qInitialDataFetch: [{ qLeft: 0, qTop: 0, qWidth: DIMENSIONS.length + MEASURES.length, qHeight: 100 }],
      },
    });
    const { qHyperCube } = await object.getLayout();
    const matrix = qHyperCube?.qDataPages?.[0]?.qMatrix ?? [];
    this.rows.set(matrix.map((cells) => cells.map(({ qText }) => qText ?? '')));
  }
}
