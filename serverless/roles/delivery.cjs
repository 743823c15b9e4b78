/** What the functions behind private delivery may do. */
module.exports = (_stage, allow) => ({
  makeDeliveryKey: [allow.deliveryKeys('GetSecretValue', 'PutSecretValue')],
});
