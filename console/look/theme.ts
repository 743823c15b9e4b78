export const THEMES = ['system', 'dark', 'light', 'contrast'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'kvs-archiver.theme';

/** The theme that its user chose in this browser; what the system has, where none was chosen. */
export function storedTheme(): Theme {
  const stored = localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === stored) ?? 'system';
}

/** Puts a theme into force and remembers it. */
export function chooseTheme(theme: Theme): void {
  if (theme === 'system') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme);
  applyTheme(theme);
}

/** `system` follows the system's wish for contrast first, then for light or dark. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme === 'system' ? systemTheme() : theme;
}

/** Follows the system while `system` is chosen. */
export function watchSystemTheme(): void {
  for (const query of ['(prefers-contrast: more)', '(prefers-color-scheme: light)']) {
    matchMedia(query).addEventListener('change', () => applyTheme(storedTheme()));
  }
}

function systemTheme(): Exclude<Theme, 'system'> {
  if (matchMedia('(prefers-contrast: more)').matches) return 'contrast';
  return matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
}
