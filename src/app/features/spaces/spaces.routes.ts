import type { Routes } from '@angular/router';

export const routes: Routes = [
  {
    path: '',
    title: 'Spaces',
    loadComponent: () => import('./space-list.component').then((m) => m.SpaceListComponent),
  },
  {
    path: ':spaceId',
    title: 'Space',
    loadComponent: () => import('./space-page.component').then((m) => m.SpacePageComponent),
  },
];
