import styles from './MachineDrawing.module.css';

const PATTERNS = [
  ['failed', 'M-2 2L2 -2M0 10L10 0M8 12L12 8'],
  ['caught', 'M2 2h2v2h-2zM7 7h2v2h-2z'],
  ['stopped', 'M0 5H10M5 0V10'],
  ['running', 'M0 2H10M0 7H10'],
] as const;

/** What fills the signs of states, and the heads of arrows. */
export function Patterns() {
  return (
    <defs>
      {PATTERNS.map(([name, path]) => (
        <pattern key={name} id={`run-${name}`} width="10" height="10" patternUnits="userSpaceOnUse">
          <rect className={styles.fill} data-outcome={name} width="10" height="10" />
          <path className={styles.hatch} data-outcome={name} d={path} />
        </pattern>
      ))}
      {['run-arrow', 'run-arrow-taken'].map((id) => (
        <marker
          key={id}
          id={id}
          viewBox="0 0 10 10"
          refX="9"
          refY="5"
          markerWidth="7"
          markerHeight="7"
          orient="auto-start-reverse"
        >
          <path className={styles.arrow} data-taken={id === 'run-arrow-taken'} d="M0 1L9 5L0 9z" />
        </marker>
      ))}
    </defs>
  );
}
