/** Fails the way that the event asks for. */
export async function handler(event: { how?: string }) {
  if (event.how === 'hang') return new Promise(() => setInterval(() => undefined, 1000));
  if (event.how === 'spin') for (;;);
  if (event.how === 'exit') process.exit(3);
  if (event.how === 'throw-later') {
    setTimeout(() => {
      throw new Error('later');
    }, 10);
    return new Promise(() => undefined);
  }
  const error = new Error('the thing is not there');
  error.name = 'NotFound';
  throw error;
}
