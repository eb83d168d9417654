-- Loaded when Neovim starts: makes the command, and starts the server for Python files unless
-- `vim.g.memlens_autostart` is false. Everything else is loaded when it is used.

if vim.g.loaded_memlens then
  return
end
vim.g.loaded_memlens = true

if vim.fn.has("nvim-0.10") == 0 then
  vim.notify("memlens needs Neovim 0.10 or newer", vim.log.levels.ERROR)
  return
end

vim.api.nvim_create_user_command("Memlens", function(arguments)
  require("memlens.commands").run(arguments.fargs)
end, {
  nargs = "+",
  desc = "Show memory: hints, picture, model, why, restart",
  complete = function(_, line)
    return require("memlens.commands").complete(line)
  end,
})

vim.api.nvim_create_autocmd("FileType", {
  group = vim.api.nvim_create_augroup("memlens", {}),
  pattern = "python",
  callback = function(event)
    if vim.g.memlens_autostart ~= false then
      require("memlens").start(event.buf)
    end
  end,
})
