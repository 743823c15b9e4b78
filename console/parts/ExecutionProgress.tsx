import { useExecution } from '../api/executions.ts';
import { fill, formatSpan } from '../text/format.ts';
import { useText } from '../text/useText.ts';

/** How a run fares, in words, to its end. */
export function ExecutionProgress({ id }: { readonly id: string }) {
  const { runs } = useText();
  const { data, error } = useExecution(id);
  if (error !== null) return <span role="alert">{error.message}</span>;
  if (data === undefined || data.status === 'RUNNING') {
    const left = data?.progress?.left.footageMs;
    return (
      <span role="status">
        {left === undefined ? runs.running : fill(runs.left, { span: formatSpan(left, document.documentElement.lang) })}
      </span>
    );
  }
  if (data.status === 'SUCCEEDED') return <span role="status">{runs.succeeded}</span>;
  return <span role="alert">{fill(runs.failed, { message: data.error?.message ?? data.status })}</span>;
}
