import type { Routes } from '@angular/router';
import { AppViewerComponent } from './app-viewer.component';

export const routes: Routes = [
  {
    path: 'new',
    title: 'New from data',
    loadComponent: () => import('./session-app/new-from-data.component').then((m) => m.NewFromDataComponent),
  },
  { path: ':appId', title: 'App', component: AppViewerComponent },
];
