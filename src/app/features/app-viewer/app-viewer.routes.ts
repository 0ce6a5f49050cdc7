import type { Routes } from '@angular/router';
import { THEMED_EMBEDS } from '../../app-objects/themed-embeds';
import { AppViewerComponent } from './app-viewer.component';

export const routes: Routes = [
  {
    path: 'new',
    title: 'New from data',
    loadComponent: () => import('./session-app/new-from-data.component').then((m) => m.NewFromDataComponent),
  },
  { path: ':appId', title: 'App', component: AppViewerComponent, providers: [THEMED_EMBEDS] },
];
