import { Link } from 'wouter';
import { useMachine } from '../api/runs.ts';
import { Trouble } from '../parts/Trouble.tsx';
import { useTitle } from '../parts/useTitle.ts';
import { fill } from '../text/format.ts';
import { useText } from '../text/useText.ts';
import { Machine } from './Machine.tsx';
import styles from './RunsView.module.css';

const NONE = new Map();

/** A machine as it is, without a run. */
export default function MachineView({ machine }: { readonly machine: string }) {
  const { runs, app } = useText();
  const title = fill(runs.theMachine, { machine });
  useTitle(title);
  const { data, error, refetch } = useMachine(machine);
  return (
    <div className={styles.view}>
      <p>
        <Link href="/runs">{runs.all}</Link>
      </p>
      <h1>{title}</h1>
      {error !== null && <Trouble error={error} retry={refetch} />}
      {data === undefined && error === null && <p role="status">{app.loading}</p>}
      {data?.definition.comment !== undefined && <p>{data.definition.comment}</p>}
      {data?.type === 'EXPRESS' && <p className={styles.muted}>{runs.express}</p>}
      {data !== undefined && (
        <Machine machine={machine} region={data.definition} outcomes={NONE} allOpen>
          {[]}
        </Machine>
      )}
    </div>
  );
}
