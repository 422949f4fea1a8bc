export default defineAppConfig({
  pages: [
    'pages/home/index',
    'pages/people/index',
    'pages/declare/index',
    'pages/check/index',
    'pages/result/index',
    'pages/records/index',
    'pages/order/index',
    'pages/why/index',
    'pages/cover/index',
    'pages/history/index',
    'pages/debit/index',
    'pages/guide/index',
    'pages/standards/index',
  ],
  animation: false,
  window: {
    navigationBarTitleText: '参保缴费',
    navigationBarBackgroundColor: '#0f4c8a',
    navigationBarTextStyle: 'white',
    backgroundColor: '#f2f5f9',
  },
});
