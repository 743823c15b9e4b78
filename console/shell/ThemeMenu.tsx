import { useState } from 'react';
import { chooseTheme, storedTheme, THEMES, type Theme } from '../look/theme.ts';
import { useText } from '../text/useText.ts';
import styles from './Shell.module.css';

/** Dark, light, high contrast, or as the system has it. */
export function ThemeMenu() {
  const { app } = useText();
  const [theme, setTheme] = useState(storedTheme);
  const names: Readonly<Record<Theme, string>> = {
    system: app.themeSystem,
    dark: app.themeDark,
    light: app.themeLight,
    contrast: app.themeContrast,
  };
  return (
    <label className={styles.theme}>
      <span className="visually-hidden">{app.theme}</span>
      <select
        value={theme}
        onChange={({ currentTarget }) => {
          const chosen = THEMES.find((one) => one === currentTarget.value) ?? 'system';
          chooseTheme(chosen);
          setTheme(chosen);
        }}
      >
        {THEMES.map((one) => (
          <option key={one} value={one}>
            {names[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
