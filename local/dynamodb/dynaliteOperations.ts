import batchGetItem from 'dynalite/actions/batchGetItem.js';
import batchWriteItem from 'dynalite/actions/batchWriteItem.js';
import createTable from 'dynalite/actions/createTable.js';
import deleteItem from 'dynalite/actions/deleteItem.js';
import deleteTable from 'dynalite/actions/deleteTable.js';
import describeTable from 'dynalite/actions/describeTable.js';
import getItem from 'dynalite/actions/getItem.js';
import listTables from 'dynalite/actions/listTables.js';
import listTagsOfResource from 'dynalite/actions/listTagsOfResource.js';
import putItem from 'dynalite/actions/putItem.js';
import query from 'dynalite/actions/query.js';
import scan from 'dynalite/actions/scan.js';
import tagResource from 'dynalite/actions/tagResource.js';
import untagResource from 'dynalite/actions/untagResource.js';
import updateItem from 'dynalite/actions/updateItem.js';
import updateTable from 'dynalite/actions/updateTable.js';
import * as batchGetItemInput from 'dynalite/validations/batchGetItem.js';
import * as batchWriteItemInput from 'dynalite/validations/batchWriteItem.js';
import * as createTableInput from 'dynalite/validations/createTable.js';
import * as deleteItemInput from 'dynalite/validations/deleteItem.js';
import * as deleteTableInput from 'dynalite/validations/deleteTable.js';
import * as describeTableInput from 'dynalite/validations/describeTable.js';
import * as getItemInput from 'dynalite/validations/getItem.js';
import * as listTablesInput from 'dynalite/validations/listTables.js';
import * as listTagsOfResourceInput from 'dynalite/validations/listTagsOfResource.js';
import * as putItemInput from 'dynalite/validations/putItem.js';
import * as queryInput from 'dynalite/validations/query.js';
import * as scanInput from 'dynalite/validations/scan.js';
import * as tagResourceInput from 'dynalite/validations/tagResource.js';
import * as untagResourceInput from 'dynalite/validations/untagResource.js';
import * as updateItemInput from 'dynalite/validations/updateItem.js';
import * as updateTableInput from 'dynalite/validations/updateTable.js';

/** dynalite's operations with the shapes of their inputs, by the operation's name on the wire. */
export const DYNALITE_OPERATIONS = {
  BatchGetItem: { action: batchGetItem, input: batchGetItemInput },
  BatchWriteItem: { action: batchWriteItem, input: batchWriteItemInput },
  CreateTable: { action: createTable, input: createTableInput },
  DeleteItem: { action: deleteItem, input: deleteItemInput },
  DeleteTable: { action: deleteTable, input: deleteTableInput },
  DescribeTable: { action: describeTable, input: describeTableInput },
  GetItem: { action: getItem, input: getItemInput },
  ListTables: { action: listTables, input: listTablesInput },
  ListTagsOfResource: { action: listTagsOfResource, input: listTagsOfResourceInput },
  PutItem: { action: putItem, input: putItemInput },
  Query: { action: query, input: queryInput },
  Scan: { action: scan, input: scanInput },
  TagResource: { action: tagResource, input: tagResourceInput },
  UntagResource: { action: untagResource, input: untagResourceInput },
  UpdateItem: { action: updateItem, input: updateItemInput },
  UpdateTable: { action: updateTable, input: updateTableInput },
} as const;

export type DynaliteOperation = keyof typeof DYNALITE_OPERATIONS;
