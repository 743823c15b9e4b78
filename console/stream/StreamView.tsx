import { useStream } from '../api/streams.ts';
import { Trouble } from '../parts/Trouble.tsx';
import { useText } from '../text/useText.ts';

/** One stream: its player over its timeline. */
export default function StreamView({ stream }: { readonly stream: string }) {
  const { app } = useText();
  const { data, error, refetch } = useStream(stream);
  if (data === undefined) {
    return error === null ? <p role="status">{app.loading}</p> : <Trouble error={error} retry={refetch} />;
  }
  return <h1>{data.streamName}</h1>;
}
