-- Frames and objects at the cursor: as text in a window beside the code, which follows the cursor,
-- or as an SVG that the system's viewer or browser opens.

local memlens = require("memlens")

local M = {}

local NAME = "memlens://picture"
-- Milliseconds after the last move or change before the picture is asked for.
local DELAY = 50

---@type integer?
local view
---@type integer? the window that the picture was last asked for
local code
local asked = 0

---@return boolean
local function is_shown()
  return view ~= nil and vim.api.nvim_buf_is_valid(view) and #vim.fn.win_findbuf(view) > 0
end

---@param text string
local function write(text)
  vim.bo[view].modifiable = true
  vim.api.nvim_buf_set_lines(view, 0, -1, false, vim.split(text, "\n", { trimempty = true }))
  vim.bo[view].modifiable = false
end

---@param window integer
local function show(window)
  local client = memlens.client(vim.api.nvim_win_get_buf(window))
  if not client then
    return
  end
  code = window
  asked = asked + 1
  local number = asked
  memlens.ask(client, window, "memlens/picture", { format = "text" }, function(picture)
    -- An answer that a later question has overtaken is not shown.
    if number ~= asked or not is_shown() then
      return
    end
    if not picture or picture == vim.NIL then
      write("Nothing has run yet.")
      return
    end
    write(picture.text)
  end)
end

local function follow()
  local window = vim.api.nvim_get_current_win()
  if not is_shown() then
    return true -- the picture is closed: this ends the autocommand
  end
  if vim.bo[vim.api.nvim_win_get_buf(window)].filetype ~= "python" then
    return
  end
  local moved = asked
  vim.defer_fn(function()
    if moved == asked and vim.api.nvim_win_is_valid(window) and is_shown() then
      show(window)
    end
  end, DELAY)
end

--- Draws anew what is shown: the server says that another model or version is in force.
function M.refresh()
  if code and vim.api.nvim_win_is_valid(code) and is_shown() then
    show(code)
  end
end

--- Opens the picture beside the code; the cursor stays where it is.
function M.open()
  local window = vim.api.nvim_get_current_win()
  if not is_shown() then
    view = vim.api.nvim_create_buf(false, true)
    vim.api.nvim_buf_set_name(view, NAME .. view)
    vim.bo[view].bufhidden = "wipe"
    local beside = vim.api.nvim_open_win(view, false, { split = "right", win = window })
    vim.wo[beside].wrap = true
    vim.wo[beside].linebreak = true
    vim.wo[beside].number = false
    vim.wo[beside].list = false
    vim.keymap.set("n", "q", "<cmd>close<cr>", { buffer = view, desc = "Close the picture" })
    vim.api.nvim_create_autocmd({ "CursorMoved", "CursorMovedI", "TextChanged", "TextChangedI" }, {
      group = vim.api.nvim_create_augroup("memlens.picture", {}),
      callback = follow,
    })
  end
  show(window)
end

--- Writes the picture to a file and opens that.
---@param client vim.lsp.Client
function M.browse(client)
  memlens.ask(client, 0, "memlens/picture", { format = "svg" }, function(picture)
    if not picture or picture == vim.NIL or not picture.svg then
      vim.notify("memlens: nothing has run yet")
      return
    end
    local file = vim.fn.tempname() .. ".svg"
    vim.fn.writefile(vim.split(picture.svg, "\n"), file)
    local _, problem = vim.ui.open(file)
    vim.notify(problem and ("memlens: the picture is in " .. file) or "memlens: " .. file)
  end)
end

return M
