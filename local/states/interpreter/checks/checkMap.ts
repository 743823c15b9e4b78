import { GET_OBJECT, LIST_OBJECTS } from '../map/itemReader.ts';
import { oneOf, record, refuseUnknownFields } from './fields.ts';
import { InvalidDefinition } from './InvalidDefinition.ts';

const ONLY_DISTRIBUTED = [
  ...['ItemReader', 'ItemBatcher', 'ResultWriter', 'ToleratedFailurePercentage', 'ToleratedFailureCount', 'Label'],
];

function checkItemReader(where: string, reader: Record<string, unknown>): void {
  refuseUnknownFields(where, reader, ['Resource', 'Arguments', 'ReaderConfig']);
  oneOf(where, reader.Resource ?? '', 'ItemReader Resource', [GET_OBJECT, LIST_OBJECTS]);
  const config = record(where, reader.ReaderConfig ?? {}, 'ReaderConfig');
  refuseUnknownFields(where, config, ['InputType', 'Transformation', 'MaxItems']);
  oneOf(where, config.InputType, 'InputType', ['JSON', 'JSONL']);
  oneOf(where, config.Transformation, 'Transformation', ['NONE', 'LOAD_AND_FLATTEN']);
  const flattens = config.Transformation === 'LOAD_AND_FLATTEN';
  if (reader.Resource === GET_OBJECT) {
    if (config.InputType === undefined) throw new InvalidDefinition(where, 'ItemReader needs an InputType');
    if (flattens) throw new InvalidDefinition(where, 'LOAD_AND_FLATTEN goes with listObjectsV2');
  } else if (flattens !== (config.InputType !== undefined)) {
    throw new InvalidDefinition(where, 'InputType and LOAD_AND_FLATTEN go together with listObjectsV2');
  }
}

function checkResultWriter(where: string, writer: Record<string, unknown>): void {
  refuseUnknownFields(where, writer, ['Resource', 'Arguments', 'WriterConfig']);
  oneOf(where, writer.Resource, 'ResultWriter Resource', ['arn:aws:states:::s3:putObject']);
  if ((writer.Resource === undefined) !== (writer.Arguments === undefined)) {
    throw new InvalidDefinition(where, 'ResultWriter needs Resource and Arguments together');
  }
  if (writer.Resource === undefined && writer.WriterConfig === undefined) {
    throw new InvalidDefinition(where, 'ResultWriter must not be empty');
  }
  if (writer.WriterConfig === undefined) return;
  const config = record(where, writer.WriterConfig, 'WriterConfig');
  refuseUnknownFields(where, config, ['Transformation', 'OutputType']);
  oneOf(where, config.Transformation, 'Transformation', ['NONE', 'COMPACT', 'FLATTEN']);
  oneOf(where, config.OutputType, 'OutputType', ['JSON', 'JSONL']);
}

const WAITS = /"Resource":"[^"]*(\.sync(:2)?|\.waitForTaskToken)"/;

/** Documented: developer guide, "Choosing workflow type": Express workflows have neither `.sync` nor `.waitForTaskToken`. */
function checkExpress(where: string, processor: Record<string, unknown>): void {
  const waits = WAITS.exec(JSON.stringify(processor));
  if (waits !== null) throw new InvalidDefinition(where, `Express executions do not support ${waits[1]}`);
}

/** A Map state's own fields. @returns its processor, a machine to be checked in turn. @throws InvalidDefinition */
export function checkMap(where: string, state: Record<string, unknown>): Record<string, unknown> {
  const processor = record(where, state.ItemProcessor, 'ItemProcessor');
  refuseUnknownFields(where, processor, ['Comment', 'ProcessorConfig', 'QueryLanguage', 'StartAt', 'States']);
  const config = record(where, processor.ProcessorConfig ?? {}, 'ProcessorConfig');
  refuseUnknownFields(where, config, ['Mode', 'ExecutionType']);
  oneOf(where, config.Mode, 'Mode', ['INLINE', 'DISTRIBUTED']);
  oneOf(where, config.ExecutionType, 'ExecutionType', ['STANDARD', 'EXPRESS']);
  if (config.Mode !== 'DISTRIBUTED') {
    const stray = ONLY_DISTRIBUTED.find((field) => field in state);
    if (stray !== undefined) throw new InvalidDefinition(where, `${stray} needs Mode DISTRIBUTED`);
    if (config.ExecutionType !== undefined) throw new InvalidDefinition(where, 'ExecutionType needs Mode DISTRIBUTED');
    return processor;
  }
  if (config.ExecutionType === undefined) throw new InvalidDefinition(where, 'DISTRIBUTED needs an ExecutionType');
  if (config.ExecutionType === 'EXPRESS') checkExpress(where, processor);
  if (state.ItemReader !== undefined) {
    if (state.Items !== undefined) throw new InvalidDefinition(where, 'Items and ItemReader exclude each other');
    checkItemReader(where, record(where, state.ItemReader, 'ItemReader'));
  }
  if (state.ItemBatcher !== undefined) {
    const batcher = record(where, state.ItemBatcher, 'ItemBatcher');
    refuseUnknownFields(where, batcher, ['MaxItemsPerBatch', 'MaxInputBytesPerBatch', 'BatchInput']);
    if (batcher.MaxItemsPerBatch === undefined && batcher.MaxInputBytesPerBatch === undefined) {
      throw new InvalidDefinition(where, 'ItemBatcher needs MaxItemsPerBatch or MaxInputBytesPerBatch');
    }
  }
  if (state.ResultWriter !== undefined) checkResultWriter(where, record(where, state.ResultWriter, 'ResultWriter'));
  if (state.Label !== undefined && !/^[A-Za-z0-9_-]{1,40}$/.test(String(state.Label))) {
    throw new InvalidDefinition(where, 'Label must be of 1 to 40 letters, digits, _ and - here');
  }
  return processor;
}
